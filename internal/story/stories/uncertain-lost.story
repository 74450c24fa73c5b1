# A message that a person says did not arrive is written anew, once.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-25  crash
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-01-26 10:00  send
  > task ACME message uncertain
2026-01-28  message ACME lost
  > done ACME message uncertain
  > withdrawn ACME reminder-1: not_arrived
  > queued ACME reminder-1
2026-01-29  night
  > mail ACME reminder-1 R-1 1190.00
2026-01-30  night
  > nothing
