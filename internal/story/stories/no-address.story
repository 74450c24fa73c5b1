# Who has no address is a task for a person; when the address is there, the reminder goes.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > held ACME: no_recipient
  > task ACME no address
2026-01-27  night
  > held ACME: no_recipient
2026-01-28  address ACME  mail compta@acme.example
  > done ACME no address
  > queued ACME reminder-1
2026-01-28  send
  > mail ACME reminder-1 R-1 1190.00
