# What needs approval leaves when a person has approved it, and not before; taking that back holds it again.
company  Lys & Fils SRL  BE  scenario standard
freshness off
scenario asked
  step first polite 10 days after due approve yes
  step second firm 20 days after previous
customer ACME  fr  mail compta@acme.example
customer BETA  nl  mail boek@beta.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 BETA 500.00 EUR due 2026-01-16
2026-01-26  night
  > proposed ACME first
  > proposed BETA first
2026-01-27  send
  > nothing
2026-01-28  approve ACME
  > queued ACME first
2026-01-28  unapprove ACME
  > proposed ACME first
2026-01-28  send
  > nothing
2026-01-29  approve ACME
2026-01-29 08:30  approve ACME
  > queued ACME first
2026-01-29  send
  > mail ACME first R-1 1190.00
# What is put aside stays away until its day is over, and is asked for anew then.
2026-01-29  aside BETA "calls on Monday" until 2026-02-02
  > withdrawn BETA first: put_aside
2026-02-02  night
  > held BETA: customer_held until 2026-02-03
2026-02-03  night
  > proposed BETA first
