# What a credit note leaves over the invoice it is about covers the next one, without being set against it.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 100.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 40.00 EUR due 2026-01-16
2026-01-20  credit C-1 ACME 140.00 EUR for R-1
  > settled R-1
  > open C-1 -40.00
2026-01-26  night
  > held ACME: money_waits
