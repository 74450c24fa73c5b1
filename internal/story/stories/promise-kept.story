# A promise that is kept: nothing is said meanwhile, and nothing afterwards.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 200.00 EUR due 2026-03-16
2026-01-25  run
  > nothing
2026-01-25  promise ACME 2026-01-30
2026-01-26  night
  > held ACME: customer_held until 2026-02-04
2026-01-30  bank  +1190.00 from ACME "R-1"
  > settled R-1
  > promise ACME kept
  > waiting ACME: step_later
2026-02-09  night
  > waiting ACME: step_later
