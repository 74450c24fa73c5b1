# A due date that a person moves takes the queued message back.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  run
  > queued ACME reminder-1
2026-01-26 08:00  edit R-1 due 2026-02-06
  > withdrawn ACME reminder-1: step_later
2026-01-26 09:00  send
  > nothing
2026-02-16  night
  > mail ACME reminder-1 R-1 1190.00
