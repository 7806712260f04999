#!/usr/bin/perl
# What the tests of desks need in a new Request Tracker: queues, custom fields, a user with few rights, and its token,
# which is written to the file given. One token only: RT tries each of a user's tokens, about 280 ms apiece.
use strict;
use warnings;
use lib qw(/usr/local/share/request-tracker5/lib /usr/share/request-tracker5/lib);
use RT;
RT::LoadConfig();
RT::Init();
my $system = RT->SystemUser;

sub made {
    my ($object, %values) = @_;
    my ($id, $said) = $object->Create(%values);
    die "$values{Name}: $said" unless $id;
    return $object;
}

my $user = made(
    RT::User->new($system),
    Name => 'signpost', EmailAddress => 'signpost@localhost', Privileged => 1, Password => 'not-used-' . rand(),
);
my @fields = (
    made(RT::CustomField->new($system), Name => 'Idempotency-Key', Type => 'FreeformSingle',
        LookupType => 'RT::Queue-RT::Ticket', MaxValues => 1),
    made(RT::CustomField->new($system), Name => 'Severity', Type => 'SelectSingle',
        LookupType => 'RT::Queue-RT::Ticket', MaxValues => 1),
);
$fields[1]->AddValue(Name => $_) for qw(S1 S2 S3 S4);

for my $name ('Support', 'Critical') {
    my $queue = made(RT::Queue->new($system), Name => $name);
    $_->AddToObject($queue) for @fields;
    $user->PrincipalObj->GrantRight(Right => $_, Object => $queue) for qw(SeeQueue CreateTicket ShowTicket ReplyToTicket);
}
for my $field (@fields) {
    $user->PrincipalObj->GrantRight(Right => $_, Object => $field) for qw(SeeCustomField SetInitialCustomField);
}
# A queue that the user may not see.
made(RT::Queue->new($system), Name => 'Closed');

my ($id, $said, $token) = RT::AuthToken->new($system)->Create(Owner => $user->Id, Description => 'signpost');
die "token: $said" unless $id;
open(my $file, '>', $ARGV[0]) or die "$ARGV[0]: $!";
print {$file} $token;
close($file);
