# A broken promise is told once, gives somebody a task, and is answered by a step of its own; then the ladder goes on where it was.
scenario with-an-answer
  step reminder-1 polite 10 days after due
  step reminder-2 firm 24 days after due
  step reminder-3 final 60 days after due
  broken chase firm 5 days
company  Lys & Fils SRL  BE  scenario with-an-answer
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-01-27  promise ACME 2026-02-04
2026-02-06  night
  > waiting ACME: step_later until 2026-02-07
2026-02-07  night
  > promise ACME broken
  > task ACME promise broken
2026-02-08  night
  > nothing
2026-02-09  night
  > mail ACME chase R-1 1190.00
  > done ACME promise broken
2026-02-16  night
  > mail ACME reminder-2 R-1 1190.00
