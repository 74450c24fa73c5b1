# Who pays after a reminder is thanked once; who pays without one, or owes again, is not.
company  Lys & Fils SRL  BE  scenario standard
freshness off
scenario kind
  thanks after polite
  step before friendly 3 days before due
  step first polite 10 days after due
  step second firm 20 days after previous
customer ACME   fr  mail compta@acme.example
customer BETA   fr  mail compta@beta.example
customer GAMMA  fr  mail compta@gamma.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 BETA 50.00 EUR due 2026-01-16
2026-01-02  invoice R-3 GAMMA 70.00 EUR due 2026-01-16
2026-01-13  night
  > mail ACME before R-1 1190.00
  > mail BETA before R-2 50.00
  > mail GAMMA before R-3 70.00
2026-01-14  bank +50.00 from BETA "R-2"
  > settled R-2
  > case BETA closed: paid
2026-01-26  night
  > mail ACME first R-1 1190.00
  > mail GAMMA first R-3 70.00
2026-01-27  bank +1190.00 from ACME "R-1"
      +70.00 from GAMMA "R-3"
  > settled R-1
  > settled R-3
  > case ACME closed: paid
  > case GAMMA closed: paid
  > queued ACME thanks
  > queued GAMMA thanks
2026-01-28  invoice R-4 GAMMA 10.00 EUR due 2026-02-20
  > withdrawn GAMMA thanks: step_later
2026-01-28  send
  > mail ACME thanks (R-1)
2026-01-29  night
  > nothing
