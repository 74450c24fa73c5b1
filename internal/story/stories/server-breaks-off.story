# When the connection breaks before the server's answer nobody knows whether the mail arrived: a person is asked, and no second mail is sent.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-25  server breaks-off 1
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
  > uncertain ACME reminder-1
  > task ACME message uncertain
2026-01-26 12:00  send
  > nothing
2026-01-27  night
  > held ACME: on_its_way
2026-02-09  night
  > held ACME: on_its_way
2026-02-10  bank  +1190.00 from ACME "R-1"
  > settled R-1
  > case ACME closed: paid
