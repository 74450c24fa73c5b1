# What a customer answered keeps reminders back until somebody has dealt with it.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  run
  > queued ACME reminder-1
2026-01-26 08:00  answer ACME
  > withdrawn ACME reminder-1: customer_held
2026-02-20  night
  > held ACME: customer_held
2026-02-20  lift ACME
  > queued ACME reminder-1
2026-02-20  send
  > mail ACME reminder-1 R-1 1190.00
