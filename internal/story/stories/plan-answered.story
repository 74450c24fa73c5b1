# A broken plan is answered by the scenario's own step for a broken promise; then the ladder goes on where it was.
scenario careful
  step first polite 10 days after due
  step second firm 24 days after due
  broken chase firm 1 days
company  Lys & Fils SRL  BE  scenario careful
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 600.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME first R-1 600.00
2026-01-27  plan ACME 2 2026-02-10
  > plan ACME agreed
2026-02-12  night
  > nothing
2026-02-13  night
  > plan ACME broken
  > task ACME plan broken
  > mail ACME chase R-1 600.00
2026-02-23  night
  > mail ACME second R-1 600.00
  > case ACME finished
  > task ACME ladder finished
