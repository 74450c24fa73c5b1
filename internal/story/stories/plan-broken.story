# A plan is followed up by its instalments: the first is paid, the second does not come, and the ladder goes on where it was.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 900.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 900.00
2026-02-02  plan ACME 3 2026-03-02
  > plan ACME agreed
2026-02-09  night
  > nothing
2026-02-27  bank  +300.00 from ACME "R-1"
  > open R-1 600.00
2026-03-12  night
  > nothing
2026-03-31  night
  > mail ACME notice R-1 300.00
2026-04-13  night
  > plan ACME broken
  > task ACME plan broken
  > mail ACME reminder-2 R-1 600.00
