# When the program stops while a message is handed over, a person is asked, and no second mail is sent.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-25  crash
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-01-26 09:05  send
  > held ACME: on_its_way
2026-01-26 10:00  send
  > task ACME message uncertain
2026-01-27  night
  > held ACME: on_its_way
