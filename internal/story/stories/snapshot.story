# What the company's list of open items no longer has is not reminded of, and comes back when the list is taken back.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 500.00 EUR due 2026-01-16
2026-01-20  list complete
  R-2 ACME 450.00 of 500.00 due 2026-01-16 issued 2026-01-02
  R-3 ACME 80.00 due 2026-02-19
  > closed 1
  > open R-2 450.00
  > settled R-1
2026-01-21  undo table
  > open R-1 1190.00
  > open R-2 500.00
2026-01-26  night
  > mail ACME reminder-1 R-1 R-2 1690.00
