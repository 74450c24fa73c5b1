# A payment withdraws a letter that waits to be posted; a part of one has it written anew, and so has a day on which nobody posted it.
company  Lys & Fils SRL  BE  scenario standard
freshness off
scenario paper
  step first polite 10 days after due by registered
customer ACME  fr  mail compta@acme.example  at "Rue Haute 5"
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > ready ACME first
2026-01-26  bank +190.00 from ACME "R-1"
  > open R-1 1000.00
  > withdrawn ACME first: replaced
  > queued ACME first
2026-01-26  send
  > ready ACME first
2026-01-28  night
  > ready ACME first
2026-01-28  bank +1000.00 from ACME "R-1"
  > settled R-1
  > withdrawn ACME first: nothing_open
  > case ACME closed: paid
2026-01-28  post ACME
  > nothing
