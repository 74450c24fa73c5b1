# A company keeps the holidays of its own part of the country.
company  Lys & Fils GmbH  DE  scenario standard
freshness off
customer ACME  de  mail buchhaltung@acme.example  country DE
2025-12-01  invoice R-1 ACME 1190.00 EUR due 2025-12-27
2025-12-01  region FR-67
  > refused: region: "FR-67" is no part of DE with holidays of its own
2025-12-01  region DE-BY
2026-01-06  night
  > waiting ACME: holiday until 2026-01-07
2026-01-07  night
  > mail ACME reminder-1 R-1 1190.00
