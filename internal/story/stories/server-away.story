# A server that is away or busy is tried again, and the customer gets one mail.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-25  server down
2026-01-26  night
  > delayed ACME reminder-1
  > task outlet failed
2026-01-26 09:01  send
  > delayed ACME reminder-1
2026-01-26 09:10  send
  > delayed ACME reminder-1
2026-01-26 09:11  server up
2026-01-26 09:12  server defers 1
2026-01-26 10:00  send
  > delayed ACME reminder-1
  > done outlet failed
2026-01-26 12:00  send
  > mail ACME reminder-1 R-1 1190.00
2026-01-26 13:00  send
  > nothing
2026-01-27  night
  > nothing
