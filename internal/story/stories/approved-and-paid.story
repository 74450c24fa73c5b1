# A payment withdraws what waits for approval; what takes its place waits for approval anew.
company  Lys & Fils SRL  BE  scenario standard
freshness off
scenario asked
  step first polite 10 days after due approve yes
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 100.00 EUR due 2026-01-16
2026-01-26  night
  > proposed ACME first
2026-01-26  approve ACME
  > queued ACME first
2026-01-26  bank +1190.00 from ACME "R-1"
  > settled R-1
  > withdrawn ACME first: replaced
  > proposed ACME first
2026-01-27  send
  > nothing
2026-01-27 10:00  bank +100.00 from ACME "R-2"
  > settled R-2
  > withdrawn ACME first: nothing_open
  > case ACME closed: paid
2026-01-28  send
  > nothing
