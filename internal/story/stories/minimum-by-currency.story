# The minimum is of each currency; two contacts, and then a person decides (L23).
scenario twice
  step first   polite  1 days after due
  step second  firm    2 days after previous
company  Lys & Fils SRL  BE  scenario twice
gap      2
minimum  150.00 EUR
minimum  100.00 USD
customer ACME  en  mail accounts@acme.example
2026-06-01  invoice R-1 ACME 149.00 EUR due 2026-06-15
2026-06-01  invoice R-2 ACME 120.00 USD due 2026-06-15
2026-06-17  night
  > mail ACME first R-2 120.00 USD
2026-06-18  invoice R-3 ACME 10.00 EUR due 2026-06-16
2026-06-18  night
  > mail ACME first R-1 R-3 159.00
2026-06-19  night
  > mail ACME second R-2 120.00 USD
  > case ACME finished
  > task ACME ladder finished
2026-06-22  night
  > mail ACME second R-1 R-3 159.00
  > case ACME finished
  > task ACME ladder finished
2026-06-25  night
  > nothing
