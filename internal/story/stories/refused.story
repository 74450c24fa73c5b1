# An address that the server refuses for good is a task for a person, once, and no mail a day.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail gone@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-25  server refuses gone@acme.example
2026-01-26  night
  > failed ACME reminder-1
  > task ACME message failed
2026-01-27  night
  > held ACME: was_refused
2026-02-16  night
  > held ACME: was_refused
