# While the bank's data is older than five days nothing leaves; a statement without lines is news too.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-19  bank  nothing
2026-01-26  night
  > held ACME: bank_stale
2026-01-27  bank  nothing
2026-01-28  night
  > mail ACME reminder-1 R-1 1190.00
