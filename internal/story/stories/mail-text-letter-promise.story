# Who cannot be reached by mail gets a text message, then a letter; a promise by mail lets reminders rest.
scenario careful
  step first polite 10 days after due by mail,sms,letter
  step second firm 20 days after previous by mail
company  Lys & Fils SRL  BE  scenario careful
freshness off
texts on
customer ACME  en  mail compta@acme.example  at "Rue Haute 5"  phone +32470123456
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME first R-1 1190.00
# The mail comes back: it was not said, and the step goes to the telephone.
2026-01-26  bounce ACME
2026-01-27  night
  > text ACME first +32470123456
# The provider says that nobody has the number: the step goes on paper.
2026-01-27 14:00  text ACME undeliverable "unknown subscriber"
2026-01-28  night
  > ready ACME first
  > ready ACME first letter
2026-01-28  post ACME
  > posted ACME first
# The customer writes all the same. Reminders wait for a person, who confirms what it seems to say.
2026-02-02  hear ACME "We received your letter. We will pay 1190.00 EUR on 20 February 2026."
  > task ACME reply waits
  > says ACME promise 2026-02-20
2026-02-02  agree ACME
  > done ACME reply waits
2026-02-18  night
  > nothing
  > held ACME: customer_held until 2026-02-25
# The whole stands in the book, hash by hash.
2026-02-19  doctor
  > nothing
2026-02-19  look
  > timeline ACME message_sent reply_came message_sent message_failed message_sent reply_came hold_placed reply_dismissed
  > why ACME on 2026-01-27: acting step_due
  > why ACME on 2026-02-18: held customer_held
