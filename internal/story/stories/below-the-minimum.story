# Less than the minimum is not asked for until there is more.
company  Lys & Fils SRL  BE  scenario standard
minimum  25.00 EUR
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 24.99 EUR due 2026-01-16
2026-01-26  night
  > held ACME: below_minimum
2026-02-20  invoice R-2 ACME 10.00 EUR issued 2026-02-01 due 2026-03-02
2026-02-25  night
  > mail ACME reminder-1 R-1 R-2 34.99
