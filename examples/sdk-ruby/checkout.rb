# Takes an order from checkout to refund with the Ruby SDK, gem amazon_pay.
#
#     gem install amazon_pay
#     eval "$(amazon-pay-emulator env ruby)"
#     ruby checkout.rb "$(amazon-pay-emulator order create)"
#
# The argument is the order reference that Amazon's widgets made for a buyer.
# Nothing in here knows of an emulator.

require 'amazon_pay'
require 'securerandom'

client = AmazonPay::Client.new(
  'A2EXAMPLESELLER', 'AKIAEXAMPLEACCESSKEY', 'example-secret-key',
  sandbox: true, region: :na, currency_code: :usd
)

# done returns an answer, or ends the program with what Amazon refused.
def done(answer)
  return answer if answer.success

  abort "#{answer.get_element('ErrorResponse/Error', 'Code')}: #{answer.get_element('ErrorResponse/Error', 'Message')}"
end

order = ARGV.fetch(0)

answer = done(client.get_order_reference_details(order))
status = 'GetOrderReferenceDetailsResponse/GetOrderReferenceDetailsResult/OrderReferenceDetails/OrderReferenceStatus'
puts "order #{answer.get_element(status, 'State')}"

done(client.set_order_reference_details(
       order, '106.00',
       seller_note: 'Two lamps & a shade', seller_order_id: 'ruby-1', store_name: 'Example Store'
     ))
done(client.confirm_order_reference(order))

answer = done(client.authorize(order, SecureRandom.hex(16), '106.00', transaction_timeout: 0))
details = 'AuthorizeResponse/AuthorizeResult/AuthorizationDetails'
authorization = answer.get_element(details, 'AmazonAuthorizationId')
puts "authorization #{answer.get_element("#{details}/AuthorizationStatus", 'State')}"

answer = done(client.capture(authorization, SecureRandom.hex(16), '106.00'))
details = 'CaptureResponse/CaptureResult/CaptureDetails'
capture = answer.get_element(details, 'AmazonCaptureId')
puts "capture #{answer.get_element("#{details}/CaptureStatus", 'State')}"

answer = done(client.refund(capture, SecureRandom.hex(16), '6.00'))
puts "refund #{answer.get_element('RefundResponse/RefundResult/RefundDetails/RefundStatus', 'State')}"
