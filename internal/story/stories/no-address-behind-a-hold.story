# A missing address shows as a task when the hold before it is over.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-19  hold ACME "we look into it"
2026-01-26  night
  > held ACME: customer_held
2026-01-27  lift ACME
  > held ACME: no_recipient
  > task ACME no address
2026-01-28  hold ACME "again"
  > done ACME no address
