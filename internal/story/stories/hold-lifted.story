# A hold that takes a queued message back, and lets the same step go when it is lifted (L3).
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-02-09  run
  > queued ACME reminder-2
2026-02-09 08:00  hold ACME "he calls on Friday"
  > withdrawn ACME reminder-2: customer_held
2026-02-09 09:00  send
  > nothing
2026-03-02  night
  > held ACME: customer_held
2026-03-10  lift ACME
  > queued ACME reminder-2
2026-03-10  send
  > mail ACME reminder-2 R-1 1190.00
