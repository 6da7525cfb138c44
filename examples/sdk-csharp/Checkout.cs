using System;
using AmazonPay;
using AmazonPay.CommonRequests;
using AmazonPay.Responses;
using AmazonPay.StandardPaymentRequests;

/// <summary>
/// Takes an order from checkout to refund with the C# SDK, NuGet package AmazonPay.
///
///     eval "$(amazon-pay-emulator env dotnet)"
///     dotnet run -- "$(amazon-pay-emulator order create)"
///
/// The argument is the order reference that Amazon's widgets made for a buyer.
/// Nothing in here knows of an emulator. On .NET Framework the proxy is
/// configured: .WithProxyHost("127.0.0.1").WithProxyPort(2729).
/// </summary>
public static class Checkout
{
    public static void Main(string[] args)
    {
        var configuration = new Configuration()
            .WithMerchantId("A2EXAMPLESELLER")
            .WithAccessKey("AKIAEXAMPLEACCESSKEY")
            .WithSecretKey("example-secret-key")
            .WithCurrencyCode(Regions.currencyCode.USD)
            .WithRegion(Regions.supportedRegions.us)
            .WithSandbox(true);
        var client = new Client(configuration);
        var order = args[0];

        Done(client.SetOrderReferenceDetails(new SetOrderReferenceDetailsRequest()
            .WithAmazonOrderReferenceId(order)
            .WithAmount(106.00m)
            .WithCurrencyCode(Regions.currencyCode.USD)
            .WithSellerNote("Two lamps & a shade")
            .WithSellerOrderId("csharp-1")
            .WithStoreName("Example Store")));
        Done(client.ConfirmOrderReference(new ConfirmOrderReferenceRequest().WithAmazonOrderReferenceId(order)));

        var authorization = Done(client.Authorize(new AuthorizeRequest()
            .WithAmazonOrderReferenceId(order)
            .WithAuthorizationReferenceId(Unique())
            .WithAmount(106.00m)
            .WithCurrencyCode(Regions.currencyCode.USD)
            .WithTransactionTimeout(0)));
        Console.WriteLine("authorization " + authorization.GetAuthorizationState());

        var capture = Done(client.Capture(new CaptureRequest()
            .WithAmazonAuthorizationId(authorization.GetAuthorizationId())
            .WithCaptureReferenceId(Unique())
            .WithAmount(106.00m)
            .WithCurrencyCode(Regions.currencyCode.USD)));
        Console.WriteLine("capture " + capture.GetCaptureState());

        var refund = Done(client.Refund(new RefundRequest()
            .WithAmazonCaptureId(capture.GetCaptureId())
            .WithRefundReferenceId(Unique())
            .WithAmount(6.00m)
            .WithCurrencyCode(Regions.currencyCode.USD)));
        Console.WriteLine("refund " + refund.GetRefundState());
    }

    // Done returns an answer, or throws what Amazon refused.
    private static T Done<T>(T response) where T : IResponse =>
        response.GetSuccess() ? response : throw new Exception(response.GetErrorCode() + ": " + response.GetErrorMessage());

    private static string Unique() => Guid.NewGuid().ToString("N");
}
