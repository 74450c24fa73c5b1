# A message that was queued on Friday and could not leave waits over the weekend, without being made anew.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-13
2026-01-23  run
  > queued ACME reminder-1
2026-01-24 10:00  send
  > nothing
2026-01-25  night
  > queued ACME reminder-1
2026-01-26 07:00  send
  > nothing
2026-01-26 08:30  send
  > mail ACME reminder-1 R-1 1190.00
