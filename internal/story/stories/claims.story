# A notice of default claims interest and the fixed sum; payments settle them as the law says, and the rest is let go with a reason.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1000.00 EUR due 2026-02-02
2026-01-28  night
  > mail ACME notice R-1 1000.00
2026-02-12  night
  > mail ACME reminder-1 R-1 1000.00
2026-02-26  night
  > mail ACME reminder-2 R-1 1000.00
2026-03-12  night
  > mail ACME final-reminder R-1 1000.00
  > owes R-1 1000.00 10.93 40.00 0.00
2026-03-26  night
  > mail ACME default-notice R-1 1000.00
  > claimed R-1 54.96
  > case ACME finished
  > task ACME ladder finished
2026-04-10  charge R-1 12.50 "fee of the bailiff"
  > claimed R-1 12.50
2026-04-14  bank  +500.00 from ACME "R-1"
  > open R-1 567.46
  > owes R-1 567.46 5.46 0.00 0.00
2026-04-20  bank  +567.46 from ACME "R-1"
  > settled R-1
  > case ACME closed: paid
  > done ACME ladder finished
2026-04-21  look
  > owes R-1 0.00 6.44 0.00 0.00
2026-04-22  waive R-1 "good customer"
  > waived R-1 6.44
  > owes R-1 0.00 0.00 0.00 0.00
