# After a refused address was mended the same reminder goes to the new one.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail gone@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-25  server refuses gone@acme.example
2026-01-26  night
  > failed ACME reminder-1
  > task ACME message failed
2026-01-27  address ACME  mail compta@acme.example
  > held ACME: was_refused
2026-01-27  message ACME again
  > done ACME message failed
  > withdrawn ACME reminder-1: tried_again
  > queued ACME reminder-1
2026-01-27  send
  > mail ACME reminder-1 R-1 1190.00
