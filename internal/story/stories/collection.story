# What is collected takes its own steps at once, and goes back to the ladder or ends with the payment.
scenario firm
  step reminder-1      polite   10 days after due
  step default-notice  formal   30 days after due  deadline 15
  step offer           firm     60 days after due  effects to_collection
  step last            final    7 days after previous
company  Lys & Fils SRL  BE  scenario firm
customer ACME  fr  mail compta@acme.example
customer BETA  nl  mail boekhouding@beta.example
2026-01-05  invoice R-1 ACME 100.00 EUR due 2026-01-12
2026-01-05  invoice R-2 BETA 50.00 EUR due 2026-01-12
2026-01-22  night
  > mail ACME reminder-1 R-1 100.00
  > mail BETA reminder-1 R-2 50.00
2026-01-26  collect ACME "moved away without a word"
  > phase ACME collection
2026-01-30  night
  > mail ACME offer R-1 100.00
2026-02-02  invoice R-3 ACME 30.00 EUR due 2026-02-03
2026-02-06  night
  > mail ACME last R-1 (R-3) 130.00
  > case ACME finished
  > task ACME ladder finished
2026-02-09  release ACME "they came to us"
  > collection ACME ended
2026-02-13  night
  > mail BETA default-notice R-2 50.00
  > mail ACME reminder-1 (R-1) R-3 130.00
2026-02-16  bank +100.00 from ACME "R-1"
  > settled R-1
  > done ACME ladder finished
2026-02-16  collect ACME "a second time"
  > phase ACME collection
2026-02-20  night
  > mail ACME offer R-3 30.00
2026-02-23  bank +30.00 from ACME "R-3"
  > settled R-3
  > collection ACME ended paid
  > case ACME closed: paid
2026-02-23  doctor
  > nothing
