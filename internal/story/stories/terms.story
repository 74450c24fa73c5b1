# An invoice without a due date falls due by the customer's terms, else by the company's (L27).
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example  terms 14
customer BETA  fr  mail compta@beta.example
2026-03-01  invoice R-1 ACME 100.00 EUR
  > due R-1 2026-03-15 terms
2026-03-01  invoice R-2 BETA 100.00 EUR
  > due R-2 2026-03-31 default
2026-03-01  invoice R-3 BETA 100.00 EUR terms "30 days net"
  > due R-3 2026-03-31 text
