# A credit note that names no invoice is deducted from what is asked, and holds back what it covers.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-20  credit C-1 ACME 200.00 EUR
  > open C-1 -200.00
2026-01-26  night
  > mail ACME reminder-1 R-1 credits 200.00 990.00
2026-01-30  credit C-2 ACME 990.00 EUR
  > open C-2 -990.00
2026-02-09  night
  > held ACME: money_waits
