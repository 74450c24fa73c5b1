# When a dispute is rejected nothing is asked before the new day is over; then the ladder goes on where it was.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1210.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 1210.00
2026-01-28  contest R-1 "three of them were broken" 300.00
  > task ACME contested
2026-02-09  night
  > mail ACME reminder-2 R-1 910.00
2026-02-16  reject R-1 "Le bon de livraison est signé sans réserve."
  > done ACME contested
2026-02-16 13:00  send
  > mail ACME personal "Madame, Monsieur,\n\nVous nous avez signalé un problème avec la facture R-1. Nous l’avons examiné et arrivons à une autre conclusion\u202f:\n\nLe bon de livraison est signé sans réserve.\n\nMerci de payer les 1\u202f210,00\u00a0€ ouverts pour le 24 février 2026.\n\nBien cordialement,"
2026-02-24  night
  > nothing
2026-02-25  night
  > mail ACME final-reminder R-1 1210.00
