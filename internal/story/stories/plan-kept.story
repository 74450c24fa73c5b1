# A plan that a customer asked for waits for a person; when all of it was paid it was kept.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 500.00 EUR due 2026-01-16
2026-01-05  invoice R-2 ACME 400.00 EUR due 2026-01-19
2026-02-02  wish ACME 2 2026-03-02
  > plan ACME asked
  > task ACME plan waits
2026-02-03  grant ACME
  > plan ACME agreed
  > done ACME plan waits
  > withdrawn ACME reminder-1: step_later
2026-02-03 13:00  send
  > mail ACME personal "Madame, Monsieur,\n\nNous acceptons que vous payiez 900,00\u00a0€ en 2 échéances\u202f:\n\n1. 450,00\u00a0€ pour le 2 mars 2026\n2. 450,00\u00a0€ pour le 2 avril 2026\n\nSi une échéance n’est pas payée à temps, tout ce qui reste ouvert redevient exigible aussitôt.\n\nBien cordialement,"
2026-03-02  bank  +500.00 from ACME "R-1"
  > settled R-1
2026-04-01  bank  +400.00 from ACME "R-2"
  > settled R-2
  > plan ACME kept
  > case ACME closed: paid
