# A company that lets go what is left when the principal is paid asks nobody; one that insists on the law's order has principal left instead.
company  Lys & Fils SRL  BE  scenario standard
freshness off
gap 1
scenario short
  step reminder polite 5 days after due
  step notice formal 10 days after due deadline 8 claims interest,compensation
late waive-rest
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1000.00 EUR due 2026-02-02
2026-02-09  night
  > mail ACME reminder R-1 1000.00
2026-02-12  night
  > mail ACME notice R-1 1000.00
  > claimed R-1 42.88
  > case ACME finished
  > task ACME ladder finished
2026-02-16  bank  +1000.00 from ACME "R-1"
  > settled R-1
  > waived R-1 42.88
  > case ACME closed: paid
  > done ACME ladder finished
2026-02-17  late insist
2026-02-18  invoice R-2 ACME 1000.00 EUR due 2026-03-02
2026-03-09  night
  > mail ACME reminder R-2 1000.00
2026-03-12  night
  > mail ACME notice R-2 1000.00
  > claimed R-2 42.88
  > case ACME finished
  > task ACME ladder finished
2026-03-16  bank  +1000.00 from ACME "R-2"
  > open R-2 42.88
2026-03-18  bank  +42.88 from ACME "R-2"
  > settled R-2
  > case ACME closed: paid
  > done ACME ladder finished
