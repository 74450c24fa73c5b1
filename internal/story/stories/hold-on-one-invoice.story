# A hold on one invoice keeps only that one back: it is neither reminded of nor listed.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 200.00 EUR due 2026-01-16
2026-01-20  hold R-1 "the goods were broken"
2026-01-26  night
  > mail ACME reminder-1 R-2 200.00
2026-02-06  bank  +200.00 from ACME "R-2"
  > settled R-2
2026-02-09  night
  > held ACME: invoice_held
2026-02-12  lift R-1
2026-02-13  night
  > mail ACME reminder-1 R-1 1190.00
