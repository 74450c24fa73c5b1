# A hold lasts through its last day; the first day on which anything may leave is the day after.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-20  hold ACME "new accountant" until 2026-01-28
2026-01-26  night
  > held ACME: customer_held until 2026-01-29
2026-01-28  night
  > held ACME: customer_held
2026-01-29  night
  > mail ACME reminder-1 R-1 1190.00
