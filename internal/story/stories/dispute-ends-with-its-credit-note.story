# What is contested in part is asked for no more when it is credited, and the rest goes on as before.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1210.00 EUR due 2026-01-16
2026-01-20  contest R-1 "three of them were broken" 300.00
  > task ACME contested
2026-01-26  night
  > mail ACME reminder-1 R-1 910.00
2026-01-28  credit C-1 ACME 300.00 EUR for R-1
  > open R-1 910.00
  > settled C-1
  > done ACME contested
2026-02-09  night
  > mail ACME reminder-2 R-1 910.00
