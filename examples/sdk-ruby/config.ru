# Receives notifications (IPNs) with the handler of the Ruby SDK.
#
#     gem install amazon_pay rackup puma
#     eval "$(amazon-pay-emulator env ruby)"
#     rackup --host 127.0.0.1 --port 3000
#
# Without http_proxy the handler takes proxy_addr: and proxy_port:.

require 'amazon_pay'

run(lambda do |env|
  # A plain Hash has to have the names in small letters; Rails' headers fold them.
  headers = { 'x-amz-sns-message-type' => env['HTTP_X_AMZ_SNS_MESSAGE_TYPE'] }
  begin
    ipn = AmazonPay::IpnHandler.new(headers, env['rack.input'].read)
    ipn.authentic? # raises when it is not
    puts "accepted: #{ipn.notification_type}"
    [200, {}, []]
  rescue RuntimeError, JSON::ParserError => problem
    puts "refused: #{problem.message}"
    [400, {}, []]
  end
end)
