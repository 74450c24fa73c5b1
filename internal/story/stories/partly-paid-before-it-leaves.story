# A part that is paid between the night and the sending is not asked for in the mail.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  de  mail buchhaltung@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  run
2026-01-26 07:30  bank  +1000.00 from BE71096123456769 ACME "R-1"
  > open R-1 190.00
2026-01-26 09:00  send
  > mail ACME reminder-1 R-1 190.00
