# Of what is contested a part is accepted: that waits for its credit note, and the rest is to be paid by a new day.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1210.00 EUR due 2026-01-16
2026-01-20  contest R-1 "three of them were broken"
  > task ACME contested
2026-01-22  accept R-1 200.00
  > done ACME contested
  > task ACME credit due
2026-01-22 13:00  send
  > mail ACME personal "Madame, Monsieur,\n\nVous nous avez signalé un problème avec la facture R-1. Vous avez raison pour 200,00\u00a0€, et nous vous enverrons une note de crédit de ce montant.\n\nMerci de payer les 1\u202f010,00\u00a0€ ouverts pour le 30 janvier 2026.\n\nBien cordialement,"
2026-01-30  night
  > nothing
2026-02-02  night
  > mail ACME reminder-1 R-1 1010.00
2026-02-03  credit C-1 ACME 200.00 EUR for R-1
  > open R-1 1010.00
  > settled C-1
  > done ACME credit due
2026-02-04  contest R-1 "the rest is late" 10.00
  > task ACME contested
2026-02-05  withdraw R-1
  > done ACME contested
2026-02-16  night
  > mail ACME reminder-2 R-1 1010.00
