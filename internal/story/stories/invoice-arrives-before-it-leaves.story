# An invoice that arrives between the night and the sending is listed in the mail.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  en  mail accounts@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  run
2026-01-26 07:30  invoice R-2 ACME 100.00 EUR due 2026-02-26
2026-01-26 09:00  send
  > mail ACME reminder-1 R-1 (R-2) 1290.00
