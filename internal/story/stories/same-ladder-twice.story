# An item that comes back to a ladder it has climbed goes on behind the step it took there, and nothing is said twice.
scenario one
  step first   polite  5 days after due
  step second  firm    20 days after due
scenario two
  step other   polite  5 days after due
company  Lys & Fils SRL  BE  scenario one
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-21  night
  > mail ACME first R-1 1190.00
2026-02-02  scenario two
2026-02-03  night
  > mail ACME other R-1 1190.00
  > case ACME finished
  > task ACME ladder finished
2026-02-10  scenario one
2026-02-16  night
  > mail ACME second R-1 1190.00
  > done ACME ladder finished
  > case ACME finished
  > task ACME ladder finished
