# A booking that a person undoes is not made again by itself, and the account that it taught is forgotten; one that a person confirms teaches it again.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 121.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 60.50 EUR due 2026-01-16
2026-01-05  bank  +121.00 from BE43068999999501 "Dupont" "R-1"
  > settled R-1
2026-01-06  undo 121.00
  > open R-1 121.00
  > asks 121.00: ACME R-1
2026-01-07  bank  +60.50 from BE43068999999501 "Dupont" "merci"
  > asks 60.50: ACME R-2
2026-01-08  confirm 121.00 as R-1
  > settled R-1
  > settled R-2
  > case ACME closed: paid
