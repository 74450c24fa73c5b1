# A structured reference books by itself, whoever pays, and teaches the account that pays.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 121.00 EUR due 2026-01-16 reference +++090/9337/55493+++
2026-01-02  invoice R-2 ACME 60.50 EUR due 2026-01-16
2026-01-05  bank  +121.00 from BE43068999999501 "Somebody" "+++090/9337/55493+++"
  > settled R-1
2026-01-06  bank  +60.50 from BE43068999999501 "Somebody" "merci"
  > settled R-2
  > case ACME closed: paid
