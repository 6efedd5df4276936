# Perl's peers, as turns.c describes. usage: peer.pl sisimai|bounceparser FOLDER
use strict;
use warnings;
use Time::HiRes qw(clock);

my ($kind, $folder) = @ARGV;
if ($kind eq "sisimai") { require Sisimai } else { require Mail::DeliveryStatus::BounceParser }
my @mails;
for my $path (sort glob("$folder/*.eml")) {
    open(my $file, "<:raw", $path) or die "$path: $!";
    local $/;
    push @mails, scalar <$file>;
}
local $SIG{__WARN__} = sub { };
open(my $turns, "<&", \*STDIN) or die $!;
open(STDIN, "<", "/dev/null") or die $!; # what a parser reads there must not be a turn
$| = 1;
while (<$turns>) {
    my $found = 0;
    my $start = clock();
    for my $mail (@mails) {
        if ($kind eq "sisimai") {
            my $copy = $mail;
            my $list = eval { Sisimai->make(\$copy) };
            $found++ if $list && @$list;
        } else {
            my $bounce = eval { Mail::DeliveryStatus::BounceParser->new($mail, { log => sub { } }) };
            $found++ if $bounce && $bounce->is_bounce;
        }
    }
    printf "%.6f %d\n", clock() - $start, $found;
}
