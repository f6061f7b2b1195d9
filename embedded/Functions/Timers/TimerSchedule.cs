using System.Globalization;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;

namespace Microsoft.Azure.Functions.Worker.Embedded.Timers;

/// <summary>When a timer runs: a cron expression of five or six fields (seconds first), or a constant interval.</summary>
internal abstract class TimerSchedule
{
    /// <summary>The first time after <paramref name="after"/> (local time of the schedule); null where there is none.</summary>
    public abstract DateTime? Next(DateTime after);

    /// <exception cref="HostStartException">The text is neither.</exception>
    public static TimerSchedule Parse(string text, string functionName)
    {
        string[] fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is 5 or 6)
        {
            try
            {
                return new Cron(fields.Length == 6 ? fields : ["0", .. fields]);
            }
            catch (FormatException e)
            {
                throw new HostStartException($"Function '{functionName}' has the schedule \"{text}\": {e.Message}.");
            }
        }
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan interval) && interval > TimeSpan.Zero
            ? new Interval(interval)
            : throw new HostStartException(
                $"Function '{functionName}' has the schedule \"{text}\": give six cron fields ({{second}} {{minute}} {{hour}} {{day}} {{month}} {{day of week}}) " +
                "or a time span such as 00:05:00.");
    }

    private sealed class Interval(TimeSpan interval) : TimerSchedule
    {
        public override DateTime? Next(DateTime after) => after + interval;
    }

    private sealed class Cron : TimerSchedule
    {
        private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

        // February 29 that is a given weekday comes back within 28 years, with a century between within 40.
        private const int YearsAhead = 40;

        private readonly CronField seconds, minutes, hours, days, months, weekdays;

        public Cron(string[] fields)
        {
            seconds = CronField.Parse(fields[0], 0, 59);
            minutes = CronField.Parse(fields[1], 0, 59);
            hours = CronField.Parse(fields[2], 0, 23);
            days = CronField.Parse(fields[3], 1, 31);
            months = CronField.Parse(fields[4], 1, 12, Months);
            weekdays = CronField.Parse(fields[5], 0, 6, Days);
        }

        public override DateTime? Next(DateTime after)
        {
            DateTime first = after.AddTicks(-(after.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(1);
            DateTime last = first.Date.AddYears(YearsAhead);
            for (DateTime day = first.Date; day < last; day = day.AddDays(1))
            {
                if (!months.Allows(day.Month))
                {
                    // On to the month's last day; the loop steps into the next.
                    day = day.AddDays(DateTime.DaysInMonth(day.Year, day.Month) - day.Day);
                    continue;
                }
                // Both fields must hold, as in NCrontab: not the "either" of Unix cron.
                if (!days.Allows(day.Day) || !weekdays.Allows((int)day.DayOfWeek)) continue;
                TimeSpan from = day == first.Date ? first.TimeOfDay : TimeSpan.Zero;
                if (TimeOfDay(from) is { } time) return day + time;
            }
            return null;
        }

        private TimeSpan? TimeOfDay(TimeSpan from)
        {
            for (int? hour = hours.From(from.Hours); hour is { } h; hour = hours.From(h + 1))
            {
                bool sameHour = h == from.Hours;
                for (int? minute = minutes.From(sameHour ? from.Minutes : 0); minute is { } m; minute = minutes.From(m + 1))
                {
                    bool sameMinute = sameHour && m == from.Minutes;
                    if (seconds.From(sameMinute ? from.Seconds : 0) is { } s) return new TimeSpan(h, m, s);
                }
            }
            return null;
        }
    }
}
