# Why nothing went to somebody weeks ago is told from the facts of that day.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-17  night
  > waiting ACME: step_later
2026-01-20  hold ACME "new accountant" until 2026-01-28
2026-01-26  night
  > held ACME: customer_held
2026-01-29  night
  > mail ACME reminder-1 R-1 1190.00
2026-02-03  night
2026-03-02  look
  > why ACME on 2026-01-18: waiting step_later
  > why ACME on 2026-01-27: held customer_held
  > why ACME on 2026-01-29: waiting step_later
  > why ACME on 2026-02-03: waiting step_later
