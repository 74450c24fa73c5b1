# What a customer writes holds its reminders until somebody has answered, and no reminder comes on the heels of the answer.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-02-02  hear ACME "we never got the goods"
  > task ACME reply waits
2026-02-09  night
  > held ACME: customer_held
2026-02-10  write ACME "they left on 8 January; the delivery note is enclosed"
  > done ACME reply waits
2026-02-10 13:00  send
  > mail ACME personal "they left on 8 January; the delivery note is enclosed"
2026-02-11  night
2026-02-12  hear ACME "thank you"
  > task ACME reply waits
2026-02-12 13:00  dismiss ACME
  > done ACME reply waits
2026-02-17  night
  > mail ACME reminder-2 R-1 1190.00
