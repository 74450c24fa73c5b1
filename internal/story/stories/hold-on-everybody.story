# A hold on the whole company keeps everything back, with an invoice that comes meanwhile, and lets all go when it is lifted.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
customer BETA  nl  mail info@beta.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  run
  > queued ACME reminder-1
2026-01-26 08:00  hold everybody "we change our bank"
  > withdrawn ACME reminder-1: customer_held
2026-01-26  send
  > nothing
2026-01-27  invoice R-2 BETA 200.00 EUR due 2026-01-16
2026-01-28  night
  > held ACME: customer_held
  > held BETA: customer_held
2026-01-28  lift everybody
  > queued ACME reminder-1
  > queued BETA reminder-1
2026-01-28  send
  > mail ACME reminder-1 R-1 1190.00
  > mail BETA reminder-1 R-2 200.00
