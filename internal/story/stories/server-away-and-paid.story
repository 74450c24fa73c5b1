# What is paid while the server is away is not sent when it is back.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-25  server down
2026-01-26  night
  > delayed ACME reminder-1
  > task outlet failed
2026-01-26 10:00  bank  +1190.00 from ACME "R-1"
  > settled R-1
  > case ACME closed: paid
  > withdrawn ACME reminder-1: nothing_open
2026-01-26 11:00  server up
2026-01-26 12:00  send
  > nothing
