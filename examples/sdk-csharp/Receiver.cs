using System;
using System.IO;
using System.Net;
using AmazonPay;

/// <summary>
/// Receives notifications (IPNs) on 127.0.0.1:3000 with the handler of the C# SDK.
///
/// The handler wants the CA in the store of the system, asks the CA for revoked
/// certificates (the emulator answers), and is expected to work on .NET Framework
/// and Mono only. It keeps the certificate for a day, whatever its URL: a CA that
/// is kept, by --ca-dir, is a must.
/// </summary>
public static class Receiver
{
    public static void Main()
    {
        var listener = new HttpListener();
        listener.Prefixes.Add("http://127.0.0.1:3000/");
        listener.Start();
        while (true)
        {
            var exchange = listener.GetContext();
            var body = new StreamReader(exchange.Request.InputStream).ReadToEnd();
            try
            {
                var ipn = new IpnHandler(exchange.Request.Headers, body);
                Console.WriteLine("accepted: " + ipn.GetNotificationType());
            }
            catch (Exception problem)
            {
                Console.WriteLine("refused: " + problem.Message);
                exchange.Response.StatusCode = 400;
            }
            exchange.Response.Close();
        }
    }
}
