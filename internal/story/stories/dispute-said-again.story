# Who contests an invoice again contests what was said last, not both together.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1210.00 EUR due 2026-01-16
2026-01-20  contest R-1 "three of them were broken" 300.00
  > task ACME contested
2026-01-21  contest R-1 "four of them were broken" 400.00
2026-01-26  night
  > mail ACME reminder-1 R-1 810.00
